using System.Text;
using System.Text.Json;
using Rialto.Runtime.Files;

namespace Rialto.BackOffice.Surveillance;

/// <summary>The file exists and is not one this journal and these rules would give.</summary>
public sealed class AlertFileException(string path, string reason) : IOException($"'{path}': {reason}");

/// <summary>
/// Alerts as JSON lines in a file, each exactly once though the process be killed: since the journal gives the same alerts each time it is read, the file itself says how far it is. What is there must
/// be what would be written; a line cut short by a kill is written again.
/// </summary>
public sealed class AlertFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly Queue<string> _known = [];

    /// <summary>Opens or makes the file.</summary>
    /// <exception cref="AlertFileException">It holds something else.</exception>
    public AlertFile(string path)
    {
        _path = path;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            ReadKnown();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Alerts that were in the file when it was opened and have not been found again yet.</summary>
    public int StillToCome => _known.Count;

    /// <summary>Lines written by this process.</summary>
    public long Written { get; private set; }

    /// <summary>Adds an alert's line, unless it is there.</summary>
    /// <returns>True where it was new.</returns>
    public bool Add(SurveillanceAlert alert, string line)
    {
        ArgumentNullException.ThrowIfNull(alert);
        if (_known.TryDequeue(out var known))
        {
            if (known != alert.Id)
                throw new AlertFileException(_path, $"it has the alert {known} where this journal and these rules give {alert.Id}. Name another file, or remove this one.");
            return false;
        }

        _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        Written++;
        return true;
    }

    /// <summary>What was added is on the disk when this returns.</summary>
    public void Flush()
    {
        _file.Flush();
        DurableFile.Flush(_file.SafeFileHandle);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadKnown()
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var start = 0;
        while (bytes.AsSpan(start).IndexOf((byte)'\n') is var length && length >= 0)
        {
            _known.Enqueue(IdOf(bytes.AsMemory(start, length)));
            start += length + 1;
        }

        _file.SetLength(start); // a line without its end was cut short
        _file.Position = start;
    }

    private string IdOf(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("alert_id", out var id) && id.GetString() is { } text)
                return text;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new AlertFileException(_path, "it holds lines that are no alerts. Name another file.");
    }
}
