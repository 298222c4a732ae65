from django.apps import AppConfig


class ClinicsConfig(AppConfig):
    name = "skincare_site.clinics"
    verbose_name = "Clinics and red flags"
