"""WAN2.2 Desktop: video from text and images on your own PC."""

__version__ = "0.1.0"
