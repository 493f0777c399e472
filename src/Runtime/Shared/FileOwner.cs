using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Rialto.Runtime.Shared;

/// <summary>Whose a file or folder is, and who may write it. Linux only; elsewhere nothing is known.</summary>
/// <param name="UserId">The owner.</param>
/// <param name="Mode">Type and permissions, as stat(2) has them.</param>
internal readonly partial record struct FileOwner(uint UserId, uint Mode)
{
    private const uint Root = 0;
    private const uint WritableByOthers = 0x2; // S_IWOTH
    private const uint Sticky = 0x200; // S_ISVTX
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH: the handle itself
    private const uint UserIdAndMode = 0x2 | 0x8; // STATX_MODE, STATX_UID

    /// <summary>
    /// True where nobody but this user, the administrator and whom these let in can put a ring there: the folder is theirs and not open to everybody; in one that is open but sticky (/tmp) the
    /// file must be theirs too.
    /// </summary>
    /// <param name="user">Who wants to use it.</param>
    /// <param name="folder">Where it stands.</param>
    /// <param name="file">It; null where there is none yet.</param>
    public static bool IsTrusted(uint user, FileOwner folder, FileOwner? file)
    {
        if (!folder.IsOf(user) || (folder.Mode & (WritableByOthers | Sticky)) == WritableByOthers)
            return false;
        if (file is not { } there)
            return true;
        return (there.Mode & WritableByOthers) == 0 && ((folder.Mode & WritableByOthers) == 0 || there.IsOf(user));
    }

    /// <summary>As <see cref="IsTrusted(uint, FileOwner, FileOwner?)"/> for the user of this process; true where the system cannot say.</summary>
    /// <param name="path">The ring's file, which need not be there.</param>
    /// <param name="file">Its open handle, so that what is looked at is what is read; null where none is open.</param>
    public static bool IsTrusted(string path, SafeFileHandle? file)
    {
        if (!OperatingSystem.IsLinux() || !TryOfPath(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", out var folder))
            return true;
        return IsTrusted(CurrentUser(), folder, file is not null && TryOfHandle(file, out var owner) ? owner : null);
    }

    private bool IsOf(uint user) => UserId == user || UserId == Root;

    private static bool TryOfPath(string path, out FileOwner owner) => Take(Look(CurrentFolder, path, 0, UserIdAndMode, out var found), in found, out owner);

    private static bool TryOfHandle(SafeFileHandle file, out FileOwner owner)
    {
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            return Take(Look((int)file.DangerousGetHandle(), "", EmptyPath, UserIdAndMode, out var found), in found, out owner);
        }
        finally
        {
            if (isHeld)
                file.DangerousRelease();
        }
    }

    private static bool Take(int result, in Found found, out FileOwner owner)
    {
        owner = new FileOwner(found.UserId, found.Mode);
        return result == 0;
    }

    // stat has another layout on every processor, statx has one.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Look(int folder, string path, int flags, uint wanted, out Found found);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint CurrentUser();

    /// <summary>struct statx, of which these two are read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Found
    {
        [FieldOffset(20)]
        public uint UserId;

        [FieldOffset(28)]
        public ushort Mode;
    }
}
