from django.db import models
from django.urls import reverse


class Symptom(models.Model):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    patient_words = models.CharField(max_length=250)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("symptom", args=[self.slug])


class Article(models.Model):
    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    summary = models.CharField(max_length=250)
    body = models.TextField()
    symptoms = models.ManyToManyField(Symptom, related_name="articles")
    starts = models.PositiveSmallIntegerField(null=True, blank=True)
    ends = models.PositiveSmallIntegerField(null=True, blank=True)
    published = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])
