try:
    import weak_1
    def f():
        import weak_local
except ImportError:
    import strong_1
try: import weak_2
except (OSError, ModuleNotFoundError): import strong_2
try:
    import weak_3
except ValueError:
    import strong_3
except m.ImportError as e:
    pass
else:
    import strong_4
finally:
    import strong_5
try:
    import strong_6
except OSError:
    pass
try:
    import strong_7
except MyImportError:  # ImportError
    pass
try:
    try:
        import weak_4
    finally:
        pass
except ImportError:
    pass
with suppress(ImportError):
    import weak_5
with contextlib.suppress(OSError, ModuleNotFoundError) as s, other:
    import weak_6
with suppress(OSError): import strong_8
with other(ImportError):
    import strong_9
try:
    import weak_7
except* ImportError:
    pass
