using Rialto.Model.Units;
using Rialto.Wire.Files;
using Rialto.Wire.Files.Captures;

namespace Rialto.Host.Feeds.Replay;

/// <summary>
/// One recorded connection on its way to one client: read from its beginning, frame by frame, and only the topics that this client wants. Used by one thread at a time: whoever holds the turn
/// of its <see cref="ReplaySocket"/>.
/// </summary>
internal sealed class PlayedStream : ITopicSink, IDisposable
{
    /// <summary>Records read in one step: the rest of a file may be unwanted, and others want their turn meanwhile.</summary>
    private const int RecordsPerStep = 4_096;

    private readonly TopicTable<Wish> _wishes;
    private readonly HashSet<Topic> _wanted = [];
    private CaptureReader? _reader;
    private int _part = -1;
    private byte[] _frame = [];
    private int _length;
    private bool _isWanted;
    private readonly int _skip;
    private bool _hasHole;
    private bool _isBehindHole;
    private bool _hasRead;
    private Topic _subject;

    /// <summary>Makes a stream that has not begun.</summary>
    /// <param name="source">What it plays.</param>
    /// <param name="from">It begins behind so many holes; by default at the connection's beginning.</param>
    public PlayedStream(RecordedConnection source, PlayedUpTo from = default)
    {
        (Source, _skip, Since) = (source, from.Holes, from.Since);
        _wishes = new TopicTable<Wish>(topic => new Wish(topic) { IsOn = _wanted.Contains(topic) });
    }

    public RecordedConnection Source { get; }

    /// <summary>When what it plays begins: nothing before it is of any use. None where that is the connection's beginning.</summary>
    public Timestamp Since { get; private set; }

    /// <summary>Holes between the connection's beginning and the frame at hand.</summary>
    public int Holes { get; private set; }

    /// <summary>A frame is at hand.</summary>
    public bool IsReady { get; private set; }

    /// <summary>When the frame at hand was recorded.</summary>
    public Timestamp Time { get; private set; }

    /// <summary>Something is missing between the frame before and the one at hand: the recorder lost records, the connection was gone, or a file broke off.</summary>
    public bool IsAfterHole { get; private set; }

    /// <summary>The frame at hand.</summary>
    public ReadOnlyMemory<byte> Frame => _frame.AsMemory(0, _length);

    /// <summary>It came as a binary one.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>The last topic that the frame at hand is about.</summary>
    public Topic Subject => _subject;

    /// <summary>Frames given out, all topics.</summary>
    public long Given { get; private set; }

    /// <summary>Snapshots that its books start with, by symbol.</summary>
    public Dictionary<string, SnapshotGate> Gates { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of <see cref="Gates"/> that the stream has not passed; of the loop that plays, once it has begun.</summary>
    public List<SnapshotGate> Ahead { get; } = [];

    /// <summary>Nothing is wanted of it any more.</summary>
    public bool IsIdle => _wanted.Count == 0 && !Source.Dialect.SendsWholeConnections;

    /// <summary>Their client is cut off: whoever comes back for the same connections goes on behind what it was told is missing.</summary>
    public static void Remember(IEnumerable<PlayedStream> streams)
    {
        foreach (var group in streams.Where(static stream => stream.Holes > 0).GroupBy(static stream => stream.Source))
        {
            var furthest = group.MaxBy(static stream => stream.Holes)!;
            group.Key.Leave(new PlayedUpTo(furthest.Holes, furthest.Since));
        }
    }

    /// <summary>Sends a recorded topic, or stops to.</summary>
    public void Want(Topic topic, bool isOn)
    {
        if (isOn)
            _wanted.Add(topic);
        else
            _wanted.Remove(topic);
        if (_wishes.All.TryGetValue(topic, out var wish))
            wish.IsOn = isOn;
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> symbol)
    {
        var wish = _wishes.Of(channel, symbol);
        _isWanted |= wish.IsOn;
        _subject = wish.Topic;
    }

    /// <summary>Goes on towards the next frame that is wanted, so many records at most; <see cref="IsReady"/> says whether it is there.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="FlowFileException">The file is broken here, or cannot be read any more.</exception>
    public bool Advance()
    {
        IsReady = false;
        for (var i = 0; i < RecordsPerStep; i++)
        {
            if (_reader is null || !TryRead())
            {
                _reader?.Dispose();
                _reader = null;
                if (++_part >= Source.Parts.Count)
                    return false;
                _hasHole |= Source.Gaps.Contains(_part);
                _reader = Open(Source.Parts[_part].Path);
                continue;
            }

            if (_reader.Connection != Source.Parts[_part].Number)
                continue;
            _hasHole |= _reader.Kind is CaptureKind.Lost or CaptureKind.Disconnect;
            if (_reader.Kind != CaptureKind.Receive)
                continue;
            Holes += _hasHole && _hasRead ? 1 : 0;
            _isBehindHole |= _hasHole && _hasRead;
            (_hasHole, _hasRead) = (false, true);
            if (Holes < _skip)
                continue;
            _isWanted = false;
            _subject = default;
            // Answers that have their place in a count (Coinbase's subscriptions, Kalshi's ok) are not of this role: they go with the rest of their connection.
            var role = Source.Dialect.Look(_reader.Payload, this);
            if (role == FrameRole.Answer || (role == FrameRole.Feed && !_isWanted && !Source.Dialect.SendsWholeConnections))
                continue;
            Take(_reader);
            break;
        }

        return true;
    }

    /// <summary>The next record of the file at hand; what is broken before the place where it is to begin is passed over.</summary>
    private bool TryRead()
    {
        try
        {
            return _reader!.TryRead();
        }
        catch (FlowFileException) when (Holes < _skip)
        {
            _hasHole = true;
            return false;
        }
    }

    /// <summary>Gives up the file at hand, which is broken: the next step goes on with the connection's next.</summary>
    public void SkipPart()
    {
        _reader?.Dispose();
        _reader = null;
        _hasHole = true;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader?.Dispose();

    private static CaptureReader Open(string path)
    {
        try
        {
            return Recording.Open(path);
        }
        catch (Exception gone) when (gone is (IOException and not FlowFileException) or UnauthorizedAccessException)
        {
            // It was there when the replay began.
            throw new FlowFileException(Path.GetFileName(path), 0, gone.Message);
        }
    }

    private void Take(CaptureReader reader)
    {
        IsReady = true;
        IsAfterHole = _isBehindHole && Given > 0;
        _isBehindHole = false;
        Time = reader.ReceiveTime;
        if (IsAfterHole)
            Since = Time;
        IsBinary = reader.IsBinary;
        _length = reader.Payload.Length;
        if (_frame.Length < _length)
            _frame = new byte[_length * 2];
        reader.Payload.CopyTo(_frame);
        Given++;
    }

    private sealed class Wish(Topic topic)
    {
        public Topic Topic { get; } = topic;

        public bool IsOn { get; set; }
    }
}

/// <summary>
/// A snapshot that a client has to ask for by REST: the answer waits until the stream has come to the instant at which it was recorded, and a fast stream waits there until it was asked for,
/// so that both meet as they did then. Thread-safe.
/// </summary>
internal sealed class SnapshotGate(RecordedAnswer answer)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RecordedAnswer Answer { get; } = answer;

    /// <summary>A frame of the book has been sent, so a client can know that it needs the snapshot.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>The stream is at the snapshot's instant.</summary>
    public Task Reached => _reached.Task;

    /// <summary>The client has its answer.</summary>
    public Task Answered => _answered.Task;

    public void Reach() => _reached.TrySetResult();

    public void Close() => _answered.TrySetResult();
}
