from django.apps import AppConfig


class SeoConfig(AppConfig):
    name = "skincare_site.seo"
    verbose_name = "Found by search engines"
