"""`{% picture article.picture %}`: a picture of the library with its words, or nothing."""

from django import template

from skincare_site.images import library
from skincare_site.images.models import Picture

register = template.Library()


@register.inclusion_tag("_picture.html")
def picture(picture: Picture | None, eager: bool = False, sizes: str = library.SIZES) -> dict[str, object]:
    """`eager=True` for a picture in the first view of a page; all others load when they come near."""
    return library.context(picture, eager=eager, sizes=sizes)
