"""What a browser would post for a form of the admin."""


def posted(response):
    """The values of the page form in this answer, unchanged, with the revision it was opened on."""
    form = response.context["adminform"].form
    data = {"_revision": response.context["revision"]}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        if bound.field.widget.__class__.__name__ in ("DateTimeInput", "DateInput"):
            value = bound.field.widget.format_value(value) or ""
        data[bound.html_name] = "on" if value is True else value
    return {name: value for name, value in data.items() if value is not None}
