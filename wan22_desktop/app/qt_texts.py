"""Qt's own texts and numbers in the language of the process."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from wan22_desktop.core.texts import language


def speak_as_the_process(app: QApplication) -> None:
    """Before the first widget: buttons of standard dialogs, names of keys, numbers in fields.

    Where the desktop has the same language its region's ways of writing numbers hold. A Qt without
    the translations leaves its texts English.
    """
    locale = QLocale(language())
    if QLocale.system().language() != locale.language():
        QLocale.setDefault(locale)
    if language() == "en":
        return
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language()}", folder):
        app.installTranslator(translator)
