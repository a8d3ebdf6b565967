"""Briefing a political system on a resolution, and seeing it carried out."""
