"""Tell files that run when they are opened: they are named to people and never sent on (trust.md §2.5)."""

# What Windows, macOS or an office program runs, installs or mounts at a double click, or a browser takes scripts from.
_EXTENSIONS = (
    "ade adp apk app appx bas bat cab chm cmd com command cpl dll dmg docm dotm exe fon gadget hlp "
    "hta htm html img inf ins iso isp jar jnlp js jse ksh lnk mde mht mhtml msc msi msix msp mst nsh "
    "pif pkg potm ppam ppsm pptm ps1 psd1 psm1 py reg rgs run scf scr sct sh shb shs shtml sldm svg "
    "swf sys url vb vbe vbs vhd vhdx vxd ws wsc wsf wsh xhtml xlam xll xlsb xlsm xltm xsl "
)
_RUNNABLE = frozenset(_EXTENSIONS.split())
_PROGRAM_HEADS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")


def is_dangerous(filename: str, content: bytes) -> bool:
    """Say whether a file is a program or can hold one by its name's last extension, or begins as programs do."""
    stem, _, extension = filename.rstrip(". ").rpartition(".")
    return (bool(stem) and extension.casefold() in _RUNNABLE) or content.startswith(_PROGRAM_HEADS)
