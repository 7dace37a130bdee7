# SPDX-License-Identifier: MIT
#
# depstamp_add_lint(NAME <target> [ANALYZERS <name>…] [ROOT <folder>]
#                   [BATCH <N|component|folder>] [NINJA_OPTIONS <option>…] [ALL])
#
# A target that analyzes what is affected and replays the rest, and a target
# <target>-<name> for each analyzer.
#
#   ANALYZERS      rows of depstamp.yaml or presets; by default what the project
#                  configures
#   ROOT           of the Python project; by default the current source folder
#   BATCH          files per edge; by default one
#   NINJA_OPTIONS  for the ninja below; by default -k 0, to see all findings
#   ALL            part of the default target
#
# Files of Python come and go without CMake: the target runs a ninja of its
# own, over the manifest that `depstamp ninja` writes and keeps up to date, in
# the folder <target>.depstamp of the binary folder, with a log of its own.
# There its tools work as well: ninja -C <folder> -f lint.ninja -t …
#
# Edges in CMake's own build.ninja would need build.ninja to depend on the scan
# (ninja plans a build once; a dyndep file adds edges and takes none away): then
# every build of any target scans, none starts without depstamp, and each new
# Python file runs CMake again.
#
# A ninja does not tell the commands it runs how many jobs it was given, so the
# target goes by what CMake and make say in variables, when it is built:
#
#   CMAKE_BUILD_PARALLEL_LEVEL   as -j, unless
#   MAKEFLAGS                    names a jobserver (make 4.4, ninja 1.13)
#   VERBOSE                      as -v
#   NINJA_STATUS                 ninja's own

function(depstamp_add_lint)
    cmake_parse_arguments(PARSE_ARGV 0 lint "ALL" "NAME;ROOT;BATCH"
        "ANALYZERS;NINJA_OPTIONS")
    if(NOT lint_NAME OR lint_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "depstamp_add_lint(NAME <target> "
            "[ANALYZERS …] [ROOT …] [BATCH …] [NINJA_OPTIONS …] [ALL]): "
            "cannot make sense of `${lint_UNPARSED_ARGUMENTS}`")
    endif()
    if(NOT DEFINED lint_ROOT)
        set(lint_ROOT "${CMAKE_CURRENT_SOURCE_DIR}")
    endif()
    if(NOT DEFINED lint_NINJA_OPTIONS)
        set(lint_NINJA_OPTIONS -k 0)
    endif()
    _depstamp_find_ninja()
    _depstamp_mark_build("${lint_ROOT}")

    set(folder "${CMAKE_CURRENT_BINARY_DIR}/${lint_NAME}.depstamp")
    set(options "")
    foreach(analyzer IN LISTS lint_ANALYZERS)
        list(APPEND options --analyzer "${analyzer}")
    endforeach()
    if(lint_BATCH)
        list(APPEND options --batch "${lint_BATCH}")
    endif()
    execute_process(
        COMMAND "${Depstamp_EXECUTABLE}" ninja --root "${lint_ROOT}"
            -C "${folder}" -o lint.ninja ${options}
        RESULT_VARIABLE status
        ERROR_VARIABLE said)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "depstamp_add_lint: ${said}")
    endif()

    # $0 is the ninja; of two -j the last one counts.  CMake writes a command on
    # one line.
    string(CONCAT run [[case "$MAKEFLAGS" in *--jobserver-auth=fifo:*) ;; ]]
        [[*) set -- ${CMAKE_BUILD_PARALLEL_LEVEL:+-j "$CMAKE_BUILD_PARALLEL_LEVEL"} "$@";; ]]
        [[esac; exec "$0" ${VERBOSE:+-v} "$@"]])

    set(all "")
    if(lint_ALL)
        set(all ALL)
    endif()
    _depstamp_add_target("${lint_NAME}" depstamp ${all})
    foreach(analyzer IN LISTS lint_ANALYZERS)
        _depstamp_add_target("${lint_NAME}-${analyzer}" "depstamp-${analyzer}")
    endforeach()
endfunction()

# Two of these may run at once only where no file is both's: ninja locks
# nothing, so targets of one folder follow each other.
macro(_depstamp_add_target name what)
    add_custom_target("${name}" ${ARGN}
        COMMAND sh -c "${run}" "${DEPSTAMP_NINJA}" -C "${folder}"
            -f lint.ninja ${lint_NINJA_OPTIONS} "${what}"
        COMMENT "Analyzing what is affected: ${name}"
        USES_TERMINAL VERBATIM)
endmacro()

function(_depstamp_find_ninja)
    if(CMAKE_GENERATOR MATCHES "Ninja" AND NOT DEPSTAMP_NINJA)
        set(DEPSTAMP_NINJA "${CMAKE_MAKE_PROGRAM}" CACHE FILEPATH
            "The ninja that runs analyzers")
    endif()
    find_program(DEPSTAMP_NINJA NAMES ninja ninja-build samu REQUIRED)
endfunction()

# What is built among the sources changes in each build, and none of it is
# source: it is marked as what it is (https://bford.info/cachedir/).
function(_depstamp_mark_build root)
    get_filename_component(root "${root}" ABSOLUTE)
    string(FIND "${CMAKE_BINARY_DIR}/" "${root}/" at)
    if(at EQUAL 0 AND NOT CMAKE_BINARY_DIR STREQUAL root AND
        NOT EXISTS "${CMAKE_BINARY_DIR}/CACHEDIR.TAG")
        file(WRITE "${CMAKE_BINARY_DIR}/CACHEDIR.TAG"
            "Signature: 8a477f597d28d172789f06886806bc55\n"
            "# This folder is made by a build and holds no sources.\n")
    endif()
endfunction()
