from django.apps import AppConfig


class ImagesConfig(AppConfig):
    name = "skincare_site.images"
    verbose_name = "Pictures"
