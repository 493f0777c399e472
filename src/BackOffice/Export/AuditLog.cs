using System.Buffers;
using System.Text.Json;
using Rialto.BackOffice.Audit;
using Rialto.BackOffice.Replay;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Runtime.Files;

namespace Rialto.BackOffice.Export;

/// <summary>What part of the past becomes an audit log.</summary>
/// <param name="From">The first instant; the beginning where it is <see cref="Moment.End"/>.</param>
/// <param name="Until">The last instant; no end where it is <see cref="Moment.End"/>.</param>
/// <param name="Output">The file to write, or null for a stream that is not kept.</param>
/// <param name="CursorFile">Where to keep the place; null: nowhere.</param>
public sealed record AuditLogRange(Moment From, Moment Until, string? Output = null, string? CursorFile = null);

/// <summary>
/// Writes the audit log as the journal grows, in bounded memory. With a file and a cursor file every line is in the file exactly once, also when the process was killed between
/// any two instructions: the file is flushed before the cursor moves, and what stands behind the cursor's length is cut off and written again.
/// Without a file lines may be written again after a kill, since the last cursor.
/// </summary>
public sealed class AuditLog : IEventConsumer, IDisposable
{
    // Lines between two commits, in bytes: what a kill makes us write again, and the memory used.
    private const int CommitBytes = 4 << 20;

    // No line is longer.
    private const int LineBytesMax = 16 << 10;

    private readonly AuditLogRange _range;
    private readonly EventReader _reader;
    private readonly AuditLines _lines;
    private readonly Dictionary<AssetId, Asset> _assets = [];
    private readonly ArrayBufferWriter<byte> _buffer = new(64 << 10);
    private readonly Stream _output;
    private Replica? _replica;
    private EventCursor _committed;
    private EventCursor _over;

    /// <summary>Opens the output where it was left.</summary>
    /// <param name="history">The past.</param>
    /// <param name="range">What of it, and where to.</param>
    /// <param name="nameOf">Names of owners.</param>
    /// <param name="stream">Where lines go if the range names no file.</param>
    /// <exception cref="IOException">The output or the cursor file cannot be used: what is wrong with it.</exception>
    public AuditLog(History history, AuditLogRange range, Func<OwnerId, string?> nameOf, Stream? stream = null)
    {
        ArgumentNullException.ThrowIfNull(range);
        _range = range;
        var bookmark = range.CursorFile is null ? null : Export.CursorFile.Load(range.CursorFile);
        _reader = new EventReader(history, bookmark?.Cursor ?? new EventCursor(Math.Max(1, range.From.Sequence), 0));
        _committed = _reader.Cursor;
        _lines = new AuditLines(new Scene(InstrumentOf, nameOf, _reader.AddressOf) { Assets = AssetOf }, id => _replica!.RulesOf(id));
        _output = range.Output is null ? stream ?? throw new ArgumentException("neither a file nor a stream", nameof(stream)) : Open(range.Output, bookmark, new EventCursor(Math.Max(1, range.From.Sequence), 0));
        if (bookmark is null && range is { Output: not null, CursorFile: not null })
            Export.CursorFile.Save(range.CursorFile, new Bookmark(_committed, 0)); // before the first line, or a kill after it would leave lines that no cursor owns
    }

    /// <summary>Lines written.</summary>
    public long Lines { get; private set; }

    /// <summary>True where the last instant wanted has been passed.</summary>
    public bool IsOver { get; private set; }

    /// <summary>How far behind the exchange it is.</summary>
    public EventReader Reader => _reader;

    /// <summary>Writes what there is.</summary>
    public void Advance(CancellationToken cancellationToken = default)
    {
        while (!IsOver)
        {
            var isAtEnd = _reader.Poll(this, cancellationToken: cancellationToken);
            Commit();
            if (isAtEnd)
                return;
        }
    }

    /// <inheritdoc/>
    public bool Take(in Command command, int index, in ExchangeEvent one, Replica replica)
    {
        if ((_range.Until.Sequence != 0 && command.Sequence > _range.Until.Sequence) || (!_range.Until.Time.IsNone && command.Time > _range.Until.Time))
        {
            (IsOver, _over) = (true, new EventCursor(command.Sequence, index));
            return false;
        }

        if (!_range.From.Time.IsNone && command.Time < _range.From.Time)
            return true;
        _replica = replica;
        Lines += _lines.Write(_buffer, in command, index, in one);
        return _buffer.WrittenCount < CommitBytes;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines.Dispose();
        _reader.Dispose();
        if (_range.Output is not null)
            _output.Dispose();
    }

    private void Commit()
    {
        if (_buffer.WrittenCount > 0)
        {
            _output.Write(_buffer.WrittenSpan);
            _output.Flush();
            _buffer.ResetWrittenCount();
        }

        var cursor = IsOver ? _over : _reader.Cursor;
        if (_range.CursorFile is null || cursor == _committed)
            return;
        var length = 0L;
        if (_output is FileStream file && _range.Output is not null)
        {
            DurableFile.Flush(file.SafeFileHandle);
            length = file.Length;
        }

        Export.CursorFile.Save(_range.CursorFile, new Bookmark(cursor, length));
        _committed = cursor;
    }

    private static FileStream Open(string path, Bookmark? bookmark, EventCursor begins)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var keep = bookmark?.OutputBytes ?? 0;
        if (bookmark is null && file.Length > 0)
        {
            file.Dispose();
            throw new IOException($"'{path}' exists, and no cursor says how much of it counts; name another file, or remove it.");
        }

        if (file.Length < keep)
        {
            var length = file.Length;
            file.Dispose();
            throw new IOException($"'{path}' has {length} bytes, but its cursor counts on {keep}: it has lost lines. Remove both to begin again.");
        }

        // What stands behind the cursor's length is about to be cut off: better twice sure that it is this log's.
        if (bookmark is { } mark && file.Length > 0 && !(keep == 0 ? mark.Cursor == begins : EndsWithLineBefore(file, keep, mark.Cursor)))
        {
            file.Dispose();
            throw new IOException($"'{path}' does not belong to the cursor file: byte {keep} is not where a line of its log ends. Nothing was changed. Name the right file, or another one with another cursor file.");
        }

        file.SetLength(keep);
        file.Position = keep;
        return file;
    }

    private static bool EndsWithLineBefore(FileStream file, long length, EventCursor cursor)
    {
        var tail = new byte[(int)Math.Min(length, LineBytesMax)];
        file.Position = length - tail.Length;
        file.ReadExactly(tail);
        if (tail[^1] != (byte)'\n')
            return false;
        var line = tail.AsSpan(..^1);
        try
        {
            using var parsed = JsonDocument.Parse(line[(line.LastIndexOf((byte)'\n') + 1)..].ToArray());
            return parsed.RootElement.ValueKind == JsonValueKind.Object && parsed.RootElement.TryGetProperty("sequence", out var sequence)
                && sequence.ValueKind == JsonValueKind.Number && sequence.TryGetInt64(out var number) && number <= cursor.Sequence;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // An asset stays as it is for ever, so what was looked up once holds.
    private Asset? AssetOf(AssetId id)
    {
        if (_assets.TryGetValue(id, out var known))
            return known;
        foreach (var asset in _replica!.Assets)
            _assets[asset.Id] = asset;
        return _assets.GetValueOrDefault(id);
    }

    private Instrument? InstrumentOf(InstrumentId id) => id == InstrumentId.None ? null : _replica!.Find(id);
}
