from django.apps import AppConfig


class SymptomsConfig(AppConfig):
    name = "skincare_site.symptoms"
    verbose_name = "Words patients use"
