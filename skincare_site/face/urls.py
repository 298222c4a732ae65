from django.urls import path

from skincare_site.when_asked import views_of

views = views_of("skincare_site.face.views")

app_name = "face"
urlpatterns = [path("face/<short_slug:version>.css", views.style_sheet, name="style_sheet")]
