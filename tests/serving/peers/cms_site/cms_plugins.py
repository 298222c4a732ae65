from typing import Any

from cms.models import PageContent
from cms.plugin_base import CMSPluginBase
from cms.plugin_pool import plugin_pool

from .models import Listing, Text


@plugin_pool.register_plugin
class TextPlugin(CMSPluginBase):
    model = Text
    name = "Text"
    render_template = "cms_site/text.html"


@plugin_pool.register_plugin
class ListingPlugin(CMSPluginBase):
    model = Listing
    name = "Listing"
    render_template = "cms_site/listing.html"

    def render(self, context: Any, instance: Listing, placeholder: Any) -> Any:
        contents = PageContent.objects.filter(page__parent=context["request"].current_page, language="en")
        contents = contents.select_related("page").prefetch_related("page__urls").order_by("title")
        context = super().render(context, instance, placeholder)
        context["contents"] = contents[: instance.items]
        return context
