using Rialto.Runtime.Files;

namespace Rialto.Host.Desk.Plugins;

/// <summary>A file that a run keeps beside its journal, for whoever replays it.</summary>
internal static class KeptCopy
{
    /// <summary>Writes it: on the disk before this returns, for a journal that survives a loss of power may name it next.</summary>
    /// <param name="folder">Where; made where it is not there.</param>
    /// <param name="name">Of the file.</param>
    /// <param name="bytes">All of it.</param>
    /// <exception cref="IOException">It did not get there.</exception>
    public static void Write(string folder, string name, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(folder);
        var kept = Path.Combine(folder, name);
        var draft = kept + ".new";
        using (var file = File.OpenHandle(draft, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, bytes, 0);
            DurableFile.Flush(file);
        }

        File.Move(draft, kept, overwrite: true);
        DurableFile.FlushDirectory(folder);
        DurableFile.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(folder))!);
    }
}
