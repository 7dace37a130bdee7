x = "ÿþ"
import a
# €
import b
