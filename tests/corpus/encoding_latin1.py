# -*- coding: latin-1 -*-
import café
# é
import b
