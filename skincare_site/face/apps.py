from django.apps import AppConfig


class FaceConfig(AppConfig):
    name = "skincare_site.face"
    verbose_name = "The clinic’s own face"
