namespace Rialto.Gateways.Fix.Session;

/// <summary>The folder of session stores and the files in it: what they hold is its owner's affair, so nobody else on the machine may read it. Any thread.</summary>
internal static class FixFolder
{
    /// <summary>Makes the folder where it is missing, for its owner only.</summary>
    /// <exception cref="IOException">It cannot be had.</exception>
    public static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Opens a file, without a buffer of its own; where it is made, it is made for its owner only.</summary>
    /// <exception cref="IOException">It cannot be had.</exception>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode is not (FileMode.Open or FileMode.Truncate))
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
