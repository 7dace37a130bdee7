if a: import one; import two
if a:
	import tab
	if b:
	    import tab_spaces

import after_form_feed
  
def f(
    a,
  b):
    import body
    # comment at
# any depth
    import after_comments
    x = (1,
2)
    import after_dedented_brackets
x = [
    1, {2: (3)}
]; import behind_brackets
class A: pass; import inline
\
import after_backslash
x = \
  1; import continued
if a: \
    import hidden_newline
import a ; ; 
if True:
    pass
    
    import after_blank
﻿
import last