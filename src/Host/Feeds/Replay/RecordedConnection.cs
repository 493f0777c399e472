using System.Collections.Concurrent;
using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Host.Feeds.Replay;

/// <summary>One topic as one connection recorded it.</summary>
internal sealed class RecordedTopic(Topic topic)
{
    private const int BeginningBytes = 96;

    public Topic Topic { get; } = topic;

    public long Frames { get; set; }

    /// <summary>How its first frame begins: some venues number subscriptions there.</summary>
    public byte[] Beginning { get; private set; } = [];

    public void Take(ReadOnlySpan<byte> frame)
    {
        if (Frames++ == 0)
            Beginning = frame[..Math.Min(frame.Length, BeginningBytes)].ToArray();
    }
}

/// <summary>How much of a recorded connection a client has had.</summary>
/// <param name="Holes">Holes it was told of.</param>
/// <param name="Since">The first frame behind the last of them.</param>
internal readonly record struct PlayedUpTo(int Holes, Timestamp Since);

/// <summary>One connection of a recording: where its frames are, and what they are about. The frames themselves stay in the file.</summary>
internal sealed class RecordedConnection(VenueDialect dialect, string name)
{
    private const int AnswersMax = 256;
    private const int AnswerBytesMax = 4 * 1024;

    private readonly List<byte[]> _answers = [];
    private readonly ConcurrentQueue<PlayedUpTo> _returns = [];
    private int _timesPlayed;
    private int _polled;

    public VenueDialect Dialect { get; } = dialect;

    public FeedVenue Venue => Dialect.Venue;

    public string Name { get; } = name;

    /// <summary>Where it was connected to; empty where the recording does not say.</summary>
    public string Address { get; set; } = "";

    /// <summary>It has no beginning of its own: the file before has.</summary>
    public bool IsContinued { get; set; }

    /// <summary>Parts, by their place, before which a file is missing.</summary>
    public HashSet<int> Gaps { get; } = [];

    /// <summary>The files, in order, and the connection's number in each.</summary>
    public List<(string Path, int Number)> Parts { get; } = [];

    /// <summary>Kalshi: the subscription asked for levels of NO at YES prices; without that they come at NO prices.</summary>
    public bool AsksForYesPrices { get; set; }

    public Timestamp Start { get; set; }

    public Timestamp End { get; set; }

    public long Frames { get; set; }

    /// <summary>Records of it that its recorder could not keep.</summary>
    public long Lost { get; set; }

    public TopicTable<RecordedTopic> Topics { get; } = new(topic => new RecordedTopic(topic));

    /// <summary>The first answers that the recording client got.</summary>
    public IReadOnlyList<byte[]> Answers => _answers;

    /// <summary>Shared by all recordings that overlap in time.</summary>
    public PlayClock Clock { get; set; } = null!;

    /// <summary>How often it has been given to a client.</summary>
    public int TimesPlayed => Volatile.Read(ref _timesPlayed);

    /// <summary>A client was cut off at a hole, and is expected back for what follows. Any thread.</summary>
    public void Leave(PlayedUpTo at) => _returns.Enqueue(at);

    /// <summary>Where the next client goes on; from the beginning where nobody was cut off. Any thread.</summary>
    public PlayedUpTo Return() => _returns.TryDequeue(out var at) ? at : default;

    /// <summary>The place of the next answer of a venue without a socket, at full speed. Any thread.</summary>
    public int NextPoll() => Interlocked.Increment(ref _polled) - 1;

    public void CountPlayed() => Interlocked.Increment(ref _timesPlayed);

    public void TakeAnswer(ReadOnlySpan<byte> frame)
    {
        if (_answers.Count < AnswersMax && frame.Length <= AnswerBytesMax)
            _answers.Add(frame.ToArray());
    }

    /// <summary>True where it has anything of a symbol.</summary>
    public bool Knows(string symbol)
    {
        foreach (var topic in Topics.All.Keys)
        {
            if (string.Equals(topic.Symbol, symbol, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>What it has for a topic: the very same; else another of the same kind (<c>depth@0ms</c> for <c>depth@100ms</c>); else nothing.</summary>
    public RecordedTopic? Find(Topic wanted)
    {
        if (Topics.All.TryGetValue(wanted, out var exact))
            return exact;
        RecordedTopic? found = null;
        var kind = Dialect.KindOf(wanted.Channel);
        foreach (var (topic, recorded) in Topics.All)
        {
            if (string.Equals(topic.Symbol, wanted.Symbol, StringComparison.OrdinalIgnoreCase) && Dialect.KindOf(topic.Channel) == kind && (found is null || recorded.Frames > found.Frames))
                found = recorded;
        }

        return found;
    }
}
