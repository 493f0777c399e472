using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rialto.Gateways.Auth;
using Rialto.Runtime.Files;

namespace Rialto.Gateways.Compliance;

/// <summary>The case book exists and cannot be believed.</summary>
public sealed class CaseBookException(string path, string reason) : IOException($"case book '{path}': {reason}");

/// <summary>
/// All cases and what was done to them: a file to which lines are added and nothing else, each on the disk before anybody is told of it. One process at a time. Any thread.
/// <code>
/// HMAC-SHA256 in hexadecimal, of the hash before and what follows │ space │ the entry as JSON │ line feed
/// </code>
/// The key comes from the master key, and how far the book goes is sealed in a file beside it (<see cref="CaseHead"/>). A last line without its line feed was cut short by a crash before anybody was
/// told: it is taken off. Any other line whose hash is wrong, and an end that was cut off, make the book unbelievable. Lines of a book from before there was a key have a SHA-256 instead: they are read,
/// the head seals how many they are, and a case says so. A <i>mark</i>, where there is one, knows a moment of the book that is not long ago, and lies elsewhere: book and head cannot be taken away together,
/// or put back as they were before that moment.
/// </summary>
public sealed class CaseBook : IDisposable
{
    /// <summary>Longest text of one entry, in characters.</summary>
    public const int MaxTextLength = 2_000;

    /// <summary>Key of the case that tells of lines nothing vouches for.</summary>
    internal const string UnkeyedCase = "case-book";

    private const int HashLength = 64;

    // The mark need not be the newest: it says how far the book goes at least.
    private const int LinesPerMark = 16;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly string? _mark;
    private readonly FileStream _file;
    private readonly FileStream _lock;
    private readonly SortedDictionary<long, Case> _cases = [];
    private readonly Dictionary<string, long> _byKey = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly MasterKey _master;
    private readonly byte[] _key;
    private long _unkeyed;
    private string _hash = new('0', HashLength);
    private long _number;
    private long _marked;
    private bool _isBelieved;
    private Exception? _failure;

    private CaseBook(string path, string? mark, FileStream file, FileStream exclusive, MasterKey master, TimeProvider time) =>
        (_path, _mark, _file, _lock, _master, _key, _time) = (path, mark, file, exclusive, master, master.Derive("rialto case book"), time);

    /// <summary>Opens a case book, or makes one.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="master">Vouches for it; the caller disposes of it afterwards.</param>
    /// <param name="time">Wall clock; the system's by default.</param>
    /// <param name="mark">File of its mark, in another folder; null: it has none.</param>
    /// <exception cref="CaseBookException">It is damaged.</exception>
    /// <exception cref="IOException">Another process has it.</exception>
    public static CaseBook Open(string path, MasterKey master, TimeProvider? time = null, string? mark = null)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var isNew = !File.Exists(path);
        var exclusive = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var book = new CaseBook(path, mark, new FileStream(path, options), exclusive, master, time ?? TimeProvider.System);
        try
        {
            book.Read();
            if (isNew)
                DurableFile.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return book;
        }
        catch
        {
            book.Dispose();
            throw;
        }
    }

    /// <summary>How many cases are not closed.</summary>
    public int OpenCount
    {
        get
        {
            lock (_gate)
                return _cases.Values.Count(one => one.Status != CaseStatus.Closed);
        }
    }

    /// <summary>The same, of each kind.</summary>
    public IReadOnlyList<(CaseKind Kind, int Count)> OpenCounts()
    {
        lock (_gate)
            return [.. Enum.GetValues<CaseKind>().Select(kind => (kind, _cases.Values.Count(one => one.Kind == kind && one.Status != CaseStatus.Closed)))];
    }

    /// <summary>A case; null where there is none.</summary>
    public Case? Find(long id)
    {
        lock (_gate)
            return _cases.GetValueOrDefault(id);
    }

    /// <summary>Cases with numbers above one, ascending.</summary>
    public IReadOnlyList<Case> List(long after, int most, Func<Case, bool> which)
    {
        lock (_gate)
            return [.. _cases.Values.Where(one => one.Id > after && which(one)).Take(most)];
    }

    /// <summary>Opens a case, unless there is one of this key.</summary>
    /// <returns>The case, and whether it is new.</returns>
    public (Case Case, bool IsNew) Add(string key, CaseKind kind, IReadOnlyList<int> owners, string title, string actor)
    {
        lock (_gate)
        {
            if (_byKey.TryGetValue(key, out var known))
                return (_cases[known], false);
            var id = _cases.Count + 1;
            Append(Entry(actor, CaseAction.Opened, id, title) with { Kind = kind, Key = key, Owners = owners });
            return (_cases[id], true);
        }
    }

    /// <summary>Does something to a case.</summary>
    /// <param name="id">Which.</param>
    /// <param name="action">What; a closed case takes notes and can be reopened, nothing else; one that is not closed cannot be reopened.</param>
    /// <param name="text">In words; may be empty only where it is assigned or reopened.</param>
    /// <param name="actor">Who.</param>
    /// <param name="assignee">Of an assignment: to whom.</param>
    /// <returns>The case after it; null, with the reason, where it cannot be.</returns>
    public (Case? Case, string Refusal) Do(long id, CaseAction action, string text, string actor, string? assignee = null)
    {
        lock (_gate)
        {
            if (!_cases.TryGetValue(id, out var one))
                return (null, $"There is no case {id}.");
            var isClosed = one.Status == CaseStatus.Closed;
            if (action == CaseAction.Reopened != isClosed && action != CaseAction.Noted)
                return (null, isClosed ? $"Case {id} is closed: reopen it first." : $"Case {id} is not closed.");
            Append(Entry(actor, action, id, text) with { Assignee = assignee });
            return (_cases[id], string.Empty);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isBelieved && _failure is null)
                Mark();
            _isBelieved = false;
        }

        _file.Dispose();
        _lock.Dispose();
    }

    private CaseEntry Entry(string actor, CaseAction action, long id, string text) =>
        new(_number + 1, _time.GetUtcNow(), actor, action, id, text.Length > MaxTextLength ? text[..MaxTextLength] : text);

    private void Append(CaseEntry entry)
    {
        if (_failure is not null)
            throw new IOException("The case book failed before; what is on the disk is unknown until it is opened again.", _failure);
        var json = JsonSerializer.SerializeToUtf8Bytes(entry, CaseJson.Default.CaseEntry);
        var hash = HashOf(_hash, json, entry.Number);
        byte[] line = [.. Encoding.ASCII.GetBytes(hash + " "), .. json, (byte)'\n'];
        try
        {
            _file.Write(line);
            _file.Flush();
            DurableFile.Flush(_file.SafeFileHandle);
            new CaseHead(entry.Number, _unkeyed, hash).Write(CaseHead.PathOf(_path), _master);
        }
        catch (Exception failure)
        {
            // Whatever it was, the line may be there already: another of its number would make the book unbelievable.
            _failure = failure;
            throw;
        }

        _hash = hash;
        Apply(entry);
        if (_isBelieved && (_marked == 0 || _number - _marked >= LinesPerMark))
            Mark();
    }

    // One that cannot be written is an older one, which is right, too.
    private void Mark()
    {
        if (_mark is null || _marked == _number)
            return;
        try
        {
            new CaseHead(_number, _unkeyed, _hash).Write(_mark, _master);
            _marked = _number;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The disk tells everybody else.
        }
    }

    private void Apply(CaseEntry entry)
    {
        _number = entry.Number;
        if (entry.Action == CaseAction.Opened)
        {
            _cases.Add(entry.Case, new Case(entry.Case, entry.Key!, entry.Kind!.Value, entry.Owners!, entry.Text, entry.Time) { Trail = [entry] });
            _byKey.Add(entry.Key!, entry.Case);
        }
        else
        {
            _cases[entry.Case] = _cases[entry.Case].After(entry);
        }
    }

    private void Read()
    {
        var head = CaseHead.Read(_path, CaseHead.PathOf(_path), _master);
        var mark = _mark is null ? null : CaseHead.Read(_path, _mark, _master);
        _unkeyed = head?.Unkeyed ?? long.MaxValue;
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var start = 0;
        while (bytes.AsSpan(start).IndexOf((byte)'\n') is var length && length >= 0)
        {
            var line = bytes.AsSpan(start, length);
            if (length <= HashLength + 1 || line[HashLength] != (byte)' ' || !IsRight(line))
                throw Unbelievable($"the hash of line {_number + 1} is wrong: it, or a line before it, was changed or taken away{(head is null ? ", or the sealed head beside the book was" : string.Empty)}");
            Take(line[(HashLength + 1)..]);
            _hash = Encoding.ASCII.GetString(line[..HashLength]);
            if (_number == head?.Count && _hash != head.Hash)
                throw Unbelievable($"line {_number} is not the one its sealed head knows");
            if (_number == mark?.Count && _hash != mark.Hash)
                throw Unbelievable($"line {_number} is not the one its sealed mark '{_mark}' knows");
            start += length + 1;
        }

        if (head is not null && _number < head.Count)
            throw Unbelievable($"its end was cut off: it has {_number} lines, and its sealed head knows {head.Count}");
        if (_number < mark?.Count)
            throw Unbelievable($"it has {_number} lines, and its sealed mark '{_mark}' knows {mark.Count}: it was taken away, or put back as it once was");
        if (_number > head?.Count + 1)
            throw Unbelievable($"its sealed head is an older one: it knows {head!.Count} lines, and the book has {_number}");
        if (start < bytes.Length)
        {
            _file.SetLength(start);
            _file.Position = start;
        }

        Seal(head);
        _isBelieved = true;
        _marked = mark?.Count ?? 0;
        Mark();
    }

    // After a crash between a line and its head, the head follows; a book without one is new, or from before there was a key.
    private void Seal(CaseHead? head)
    {
        _unkeyed = head?.Unkeyed ?? _number;
        if (head?.Count != _number)
            new CaseHead(_number, _unkeyed, _hash).Write(CaseHead.PathOf(_path), _master);
        if (_unkeyed > 0)
            Add(UnkeyedCase, CaseKind.Alert, [], $"The case book's first {_unkeyed} lines are from before it had a key, or its sealed head was taken away: nothing vouches for them. Every line from here on is vouched for.", ComplianceDesk.Exchange);
    }

    private bool IsRight(ReadOnlySpan<byte> line) => line[..HashLength].SequenceEqual(Encoding.ASCII.GetBytes(HashOf(_hash, line[(HashLength + 1)..], _number + 1)));

    private CaseBookException Unbelievable(string reason) => new(_path, reason);

    private void Take(ReadOnlySpan<byte> json)
    {
        try
        {
            var entry = JsonSerializer.Deserialize(json, CaseJson.Default.CaseEntry);
            var isPossible = entry is not null && entry.Number == _number + 1
                && (entry.Action == CaseAction.Opened
                    ? entry is { Key: not null, Kind: not null, Owners: not null } && entry.Case == _cases.Count + 1 && !_byKey.ContainsKey(entry.Key)
                    : _cases.ContainsKey(entry.Case));
            // That case is opened under the key, always: among lines from before it, it tells that the head was taken away since.
            if (isPossible && entry!.Number <= _unkeyed && entry is { Action: CaseAction.Opened, Key: UnkeyedCase })
                throw Unbelievable($"line {entry.Number} was written under the key, and its hash is without: the sealed head beside the book was taken away");
            if (isPossible)
            {
                Apply(entry!);
                return;
            }
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw Unbelievable($"line {_number + 1} is impossible");
    }

    private string HashOf(string before, ReadOnlySpan<byte> json, long number)
    {
        using var hash = number > _unkeyed ? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key) : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(before));
        hash.AppendData(json);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CaseEntry))]
internal sealed partial class CaseJson : JsonSerializerContext;
