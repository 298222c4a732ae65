from django.urls import path

from . import views

app_name = "face"
urlpatterns = [path("face/<short_slug:version>.css", views.style_sheet, name="style_sheet")]
