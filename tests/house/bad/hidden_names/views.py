"""A page that takes a name away from the shell around it."""


def tab(request, page, sending):
    return page(request, "people/tab.html", {"trial": sending, "shown": []})
