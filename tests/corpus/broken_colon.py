import before
if x
import after
