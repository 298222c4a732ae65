from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "skincare_site.policy"
    verbose_name = "Content policy"
