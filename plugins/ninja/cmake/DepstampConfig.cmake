# SPDX-License-Identifier: MIT
#
# find_package(Depstamp) - finds the program, and gives depstamp_add_lint
# (DepstampLint.cmake).
#
#   Depstamp_EXECUTABLE    set it to use another program than the first found

find_program(Depstamp_EXECUTABLE depstamp
    HINTS "${CMAKE_CURRENT_LIST_DIR}/../../../bin")
if(Depstamp_EXECUTABLE)
    include("${CMAKE_CURRENT_LIST_DIR}/DepstampLint.cmake")
else()
    set(Depstamp_FOUND FALSE)
    set(Depstamp_NOT_FOUND_MESSAGE
        "there is no program `depstamp` (set Depstamp_EXECUTABLE)")
endif()
