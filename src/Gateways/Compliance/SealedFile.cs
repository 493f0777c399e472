using Rialto.Gateways.Auth;
using Rialto.Runtime.Files;

namespace Rialto.Gateways.Compliance;

/// <summary>A file that is encrypted by the master key and bound to its own name, replaced as a whole, and on the disk before a call returns.</summary>
internal static class SealedFile
{
    /// <summary>Replaces it, readable by its owner only.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, MasterKey key)
    {
        var draft = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        {
            file.Write(key.SealBytes(content, Path.GetFileName(path)));
            file.Flush();
            DurableFile.Flush(file.SafeFileHandle);
        }

        File.Move(draft, path, overwrite: true);
        DurableFile.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>What it holds.</summary>
    /// <exception cref="InvalidDataException">It does not decrypt with this key under this name.</exception>
    public static byte[] Read(string path, MasterKey key) => key.UnsealBytes(File.ReadAllBytes(path), Path.GetFileName(path));
}
