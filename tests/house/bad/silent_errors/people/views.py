"""Bugs that nobody hears."""


def quiet(work):
    try:
        return work()
    except Exception:
        return None


def quieter(work):
    try:
        return work()
    except:
        pass


def fine(work):
    try:
        return work()
    except ValueError:
        return None
    except Exception as problem:
        raise RuntimeError from problem
