"""Docstring with import inside
import not_code
from not_code import x
"""
s = "import no"
s = 'from no import x'
s = r"\" ; import after_raw
s = r"\\" ; import after_raw_2
s = "a\
import no"
s = '''
import no
''' ; import after_triple
s = "\"" ; import after_escape
s = b"import no" rb'\'' u"import no"
s = Rb"""
import no"""
s = f"import no {__import__("yes.nested")} import no"
s = f"{f'{f"""{__import__("yes.deep")}"""}'}"
s = f"{{import no}}" f"{x!r:>{w}}" f"{x:import no}"
s = f"{x=}" f"{d['import']}" f"{'}'}" f"{ {1: 2}[1] }"
s = rf"\{__import__('yes.raw')}" fr"\d{{2}}"
s = f'''{
    __import__("yes.lines")  # comment with ' and }
}
import no'''
s = f"\N{DASH}{__import__('yes.named')}"
s = t"{__import__('yes.template')}"
s = "'" '"' '''"''' """'"""
s = ""; import after_empty
s = """""" ; import after_empty_triple
s = "'''" ; import after_quotes
# import no
x = 1  # import no
import yes_last
