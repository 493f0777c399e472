using System.IO.Compression;
using System.Text;
using Rialto.Adapters.Connections;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Files;
using Rialto.Wire.Files.Captures;

namespace Rialto.Host.Feeds.Replay;

/// <summary>A recording cannot be replayed; the message says which and why.</summary>
internal sealed class RecordingException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Captures as a replay needs them: read through once, they are a list of connections with what each is about, and the REST answers. Frames stay in the files and are read again when they are
/// played, so memory does not grow with the length of a recording; REST bodies are kept, equal ones once, and of each list of instruments the first and the last.
/// </summary>
internal sealed class Recording
{
    /// <summary>A file of timestamped lines goes on where the one before ended, within this.</summary>
    private const long SeamNs = 10_000_000_000;

    private readonly List<RecordedConnection> _connections = [];
    private readonly List<RecordedAnswer> _answers = [];
    private readonly Dictionary<string, byte[]> _bodies = [];
    private readonly RecordedLists _lists = new();
    private long _records;

    // Which file each of them goes on from.
    private readonly Dictionary<string, string> _files = [];

    /// <summary>All connections that carry anything, by when they begin.</summary>
    public IReadOnlyList<RecordedConnection> Connections => _connections;

    /// <summary>All REST answers, by when they came.</summary>
    public IReadOnlyList<RecordedAnswer> Answers => _answers;

    /// <summary>What one should know: files cut short, records that are missing, connections left out.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>Records read so far; any thread.</summary>
    public long Records => Volatile.Read(ref _records);

    /// <summary>Opens a capture, packed in any way that is known.</summary>
    public static CaptureReader Open(string path) => new(ZstdStream.OpenFile(path), Path.GetFileName(path));

    /// <summary>Reads captures through.</summary>
    /// <param name="paths">The files, in any order.</param>
    /// <param name="venue">Whose they are, where they do not tell; none otherwise.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="RecordingException">A file that is not there, is no recording, or is nobody's.</exception>
    public void Load(IEnumerable<string> paths, FeedVenue venue, CancellationToken cancellationToken = default)
    {
        foreach (var path in paths)
        {
            if (!File.Exists(path))
                throw new RecordingException($"There is no file {path}.");
            try
            {
                new CaptureIndex(this, path, venue).Read(cancellationToken);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException or DllNotFoundException)
            {
                throw new RecordingException($"{path} cannot be read: {problem.Message}", problem);
            }
        }

        _answers.AddRange(_lists.Take());
        Join();
        AddPolled();
        _connections.Sort((left, right) => left.Start.CompareTo(right.Start));
        _answers.Sort((left, right) => left.Time.CompareTo(right.Time));
    }

    /// <summary>Adds a REST body that was kept in a file of its own.</summary>
    /// <param name="address">Venue and path: <c>upbit/v1/market/all</c>.</param>
    /// <param name="path">The body, plain, gzip or zstd.</param>
    /// <exception cref="RecordingException">No such file, a broken one, or no such venue.</exception>
    public void AddBody(string address, string path)
    {
        var words = address.TrimStart('/');
        var at = words.IndexOf('/', StringComparison.Ordinal);
        if (at < 0 || !VenueDialects.TryFind(words[..at], out var dialect))
            throw new RecordingException($"'{address}' is not a venue and a path, as in upbit/v1/market/all. Venues: {VenueDialects.List()}.");
        if (!File.Exists(path))
            throw new RecordingException($"There is no file {path}.");
        try
        {
            _answers.Add(RecordedAnswer.Of(dialect.RestVenue, default, words[at..], BodyOf(path)));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException or DllNotFoundException)
        {
            throw new RecordingException($"{path} cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>Gives recordings that overlap in time one clock.</summary>
    public void Wind(double speed, TimeProvider time)
    {
        PlayClock? clock = null;
        foreach (var connection in _connections)
        {
            if (clock is null || connection.Start > clock.End)
                clock = new PlayClock(speed, time) { Origin = connection.Start, End = connection.End };
            if (connection.End > clock.End)
                clock.End = connection.End;
            connection.Clock = clock;
        }
    }

    /// <summary>Some REST answer has been read.</summary>
    internal bool HasAnswers => _answers.Count + _lists.Count > 0;

    internal void Count() => Volatile.Write(ref _records, _records + 1);

    /// <summary>A file was read.</summary>
    internal void AddFile(string name, string continues) => _files[name] = continues;

    internal void Add(RecordedConnection connection) => _connections.Add(connection);

    internal void AddAnswer(FeedVenue venue, Timestamp time, string url, ReadOnlySpan<byte> body)
    {
        if (IsList(venue, url))
        {
            _lists.Add(RecordedAnswer.Of(venue, time, url, body.ToArray()));
            return;
        }

        var hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(body));
        if (!_bodies.TryGetValue(hash, out var kept))
            _bodies[hash] = kept = body.ToArray();
        _answers.Add(RecordedAnswer.Of(venue, time, url, kept));
    }

    /// <summary>True for the path of a venue's list of instruments, whatever is asked for there, but a symbol.</summary>
    private static bool IsList(FeedVenue venue, string url)
    {
        var asked = RecordedAnswer.Of(venue, default, url, []);
        return asked.Symbol.Length == 0 && VenueRegistry.All.Any(terms => !terms.IsPolled && VenueDialects.Covers(terms.Venue) && VenueDialects.Of(terms.Venue).RestVenue == venue
            && terms.Protocol.ListingsPaths.Any(path => asked.Path.EndsWith(path.Split('?')[0], StringComparison.Ordinal)));
    }

    private static byte[] BodyOf(string path)
    {
        var head = new byte[2];
        using (var file = File.OpenRead(path))
            file.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        using var stream = ZstdStream.OpenFile(path);
        using var plain = head is [0x1F, 0x8B] ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var body = new MemoryStream();
        plain.CopyTo(body);
        return body.ToArray();
    }

    /// <summary>One connection that was recorded over several files is one connection.</summary>
    private void Join()
    {
        _connections.Sort((left, right) => left.Start.CompareTo(right.Start));
        for (var i = 1; i < _connections.Count; i++)
        {
            var later = _connections[i];
            var earlier = _connections.Take(i).LastOrDefault(candidate => IsContinuedBy(candidate, later));
            if (earlier is null)
                continue;
            if (MissingBetween(earlier.Parts[^1].Path, later.Parts[0].Path) is { } missing)
            {
                earlier.Gaps.Add(earlier.Parts.Count);
                Remarks.Add($"{missing}, between {Path.GetFileName(earlier.Parts[^1].Path)} and {Path.GetFileName(later.Parts[0].Path)}, is not here: connection '{earlier.Name}' has a hole there.");
            }

            earlier.Parts.AddRange(later.Parts);
            earlier.End = later.End;
            earlier.Frames += later.Frames;
            earlier.Lost += later.Lost;
            foreach (var (topic, recorded) in later.Topics.All)
                earlier.Topics.Of(Encoding.UTF8.GetBytes(topic.Channel), Encoding.UTF8.GetBytes(topic.Symbol)).Frames += recorded.Frames;
            _connections.RemoveAt(i--);
        }
    }

    /// <summary>What was asked for again and again is one connection without frames: it has a beginning, an end and a clock.</summary>
    private void AddPolled()
    {
        foreach (var polls in _answers.Where(answer => !answer.Time.IsNone && VenueDialects.Of(answer.Venue).IsPolled).GroupBy(answer => answer.Venue))
        {
            _connections.Add(new RecordedConnection(VenueDialects.Of(polls.Key), "answers")
            {
                Start = polls.Min(answer => answer.Time),
                End = polls.Max(answer => answer.Time),
                Frames = polls.Count(),
            });
        }
    }

    /// <summary>A file between two that is not here; null where there is none, or nobody says. One in which a connection said nothing is here and no hole.</summary>
    private string? MissingBetween(string earlier, string later)
    {
        var (from, file) = (Path.GetFileName(earlier), Path.GetFileName(later));
        for (var steps = 0; steps <= _files.Count; steps++)
        {
            file = _files.GetValueOrDefault(file, "");
            if (file.Length == 0 || file == from)
                return null;
            if (!_files.ContainsKey(file))
                return file;
        }

        // Headers that name each other in a ring.
        return null;
    }

    private static bool IsContinuedBy(RecordedConnection earlier, RecordedConnection later)
    {
        if (!later.IsContinued || earlier.Venue != later.Venue || later.Start < earlier.End || earlier.Name != later.Name)
            return false;
        return later.Name.Length > 0
            || (later.Start.Nanoseconds - earlier.End.Nanoseconds < SeamNs && earlier.Topics.All.Keys.Select(topic => topic.Symbol).ToHashSet().SetEquals(later.Topics.All.Keys.Select(topic => topic.Symbol)));
    }
}
