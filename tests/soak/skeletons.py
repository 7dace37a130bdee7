def run(run): pass
