import a
<<<<<<< HEAD
import b
=======
from c import d
>>>>>>> branch
import e
