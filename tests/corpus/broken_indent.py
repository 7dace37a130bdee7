try:
    import a
  import b
except ImportError:
      import c
    import d
else
    import e
