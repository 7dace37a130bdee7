def small_states(): return []
def run(run): pass
