import mimetypes

from django.apps import AppConfig


class ImagesConfig(AppConfig):
    name = "skincare_site.images"
    verbose_name = "Pictures"

    def ready(self) -> None:
        # Older Pythons know neither, and with `nosniff` a browser shows only what is named rightly.
        mimetypes.add_type("image/avif", ".avif")
        mimetypes.add_type("image/webp", ".webp")
