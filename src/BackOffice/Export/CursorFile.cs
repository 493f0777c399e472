using System.Globalization;
using System.Text;
using Rialto.Runtime.Files;
using Rialto.Runtime.Memory;

namespace Rialto.BackOffice.Export;

/// <summary>What a cursor file holds.</summary>
/// <param name="Cursor">The next event to be delivered.</param>
/// <param name="OutputBytes">How long the consumer's output was when this was written; what stands beyond it was not delivered. Zero where the output is no file.</param>
public readonly record struct Bookmark(EventCursor Cursor, long OutputBytes);

/// <summary>The cursor file exists and cannot be believed.</summary>
public sealed class CursorFileException(string path, string reason) : IOException($"cursor file '{path}': {reason}");

/// <summary>
/// A consumer's place in the event stream, kept over its own death. One line of text, replaced as a whole and flushed before <see cref="Save"/> returns:
/// <code>rialto-cursor 1 SEQUENCE INDEX OUTPUT-BYTES CRC32C-OF-WHAT-STANDS-BEFORE-IT</code>
/// </summary>
public static class CursorFile
{
    private const string Magic = "rialto-cursor 1";

    /// <summary>Reads it.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="CursorFileException">It is damaged, or of another version.</exception>
    public static Bookmark? Load(string path)
    {
        if (!File.Exists(path))
            return null;
        var text = File.ReadAllText(path).TrimEnd('\n');
        var end = text.LastIndexOf(' ');
        if (end < 0 || !text.StartsWith(Magic + " ", StringComparison.Ordinal))
            throw new CursorFileException(path, "not a cursor file of version 1");
        var words = text[..end].Split(' ');
        if (text[(end + 1)..] != Checksum(text[..(end + 1)]) || words.Length != 5
            || !TryNumber(words[2], out var sequence) || !TryNumber(words[3], out var index) || !TryNumber(words[4], out var bytes) || sequence < 1 || index > int.MaxValue)
            throw new CursorFileException(path, "its checksum is wrong");
        return new Bookmark(new EventCursor(sequence, (int)index), bytes);
    }

    /// <summary>Writes it; durable when this returns.</summary>
    public static void Save(string path, Bookmark bookmark)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{Magic} {bookmark.Cursor.Sequence} {bookmark.Cursor.Index} {bookmark.OutputBytes} ");
        var draft = path + ".new";
        using (var file = File.OpenHandle(draft, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, Encoding.ASCII.GetBytes($"{text}{Checksum(text)}\n"), 0);
            DurableFile.Flush(file);
        }

        File.Move(draft, path, overwrite: true);
        DurableFile.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static string Checksum(string text) => Crc32C.Compute(Encoding.ASCII.GetBytes(text)).ToString("x8", CultureInfo.InvariantCulture);

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
