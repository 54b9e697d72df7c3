"""How Django draws our forms."""

from django.forms.renderers import TemplatesSetting


class LookRenderer(TemplatesSetting):
    """Every form and field in the look, also where a template only says {{ form }}."""

    form_template_name = "look/form.html"
    field_template_name = "look/field.html"
