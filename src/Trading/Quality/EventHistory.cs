using Rialto.Model.Feeds;
using Rialto.Model.Units;

namespace Rialto.Trading.Quality;

/// <summary>An event and what was said about it.</summary>
public readonly record struct JudgedEvent(FeedEvent Event, QualityVerdict Verdict);

/// <summary>
/// The newest events of one listing, whole, the oldest giving way: 10,000 unless said otherwise, 72 bytes each. Queried by number, by how many, by time. Single-threaded: whoever
/// asks does so on the thread that adds, or gets a copy. Room is made for 64 at first and eight times as many when they are there, so that thousands of listings that say little cost little; nothing
/// is allocated once all of it was used.
/// </summary>
public sealed class EventHistory
{
    /// <summary>How many unless said otherwise.</summary>
    public const int DefaultCapacity = 10_000;

    private const int FirstEvents = 64, Growth = 8;

    private JudgedEvent[] _events;
    private int _next;

    /// <summary>Makes room.</summary>
    /// <param name="capacity">How many events are kept, 1 to 16,777,216.</param>
    public EventHistory(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 24);
        Capacity = capacity;
        _events = new JudgedEvent[Math.Min(FirstEvents, capacity)];
    }

    /// <summary>How many are kept at most.</summary>
    public int Capacity { get; }

    /// <summary>How many there are now.</summary>
    public int Count => (int)Math.Min(Total, Capacity);

    /// <summary>How many were ever added: event number n, from 0, is there while Total - Capacity is at most n and n is below Total.</summary>
    public long Total { get; private set; }

    /// <summary>An event by age: 0 is the newest.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not kept.</exception>
    public ref readonly JudgedEvent this[int age]
    {
        get
        {
            if ((uint)age >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(age));
            var slot = _next - 1 - age;
            return ref _events[slot < 0 ? slot + _events.Length : slot];
        }
    }

    /// <summary>Adds an event.</summary>
    public void Add(in FeedEvent told, QualityVerdict verdict)
    {
        if (_next == _events.Length)
        {
            if (_next < Capacity)
                Array.Resize(ref _events, (int)Math.Min(Capacity, (long)_next * Growth));
            else
                _next = 0;
        }

        _events[_next++] = new JudgedEvent(told, verdict);
        Total++;
    }

    /// <summary>Copies the newest events, the oldest of them first.</summary>
    /// <returns>How many were copied.</returns>
    public int CopyNewest(Span<JudgedEvent> into)
    {
        var count = Math.Min(Count, into.Length);
        for (var i = 0; i < count; i++)
            into[i] = this[count - 1 - i];
        return count;
    }

    /// <summary>Copies the newest events that pass a filter, the oldest of them first; looks at all where it must.</summary>
    /// <param name="from">Received not before.</param>
    /// <param name="until">Received before; none for no end.</param>
    /// <param name="kind">Of this kind; none for all.</param>
    /// <param name="marks">With one of these marks; none for all.</param>
    /// <param name="into">Takes them.</param>
    /// <returns>How many were copied.</returns>
    public int CopyWhere(Timestamp from, Timestamp until, FeedEventKind kind, QualityMarks marks, Span<JudgedEvent> into)
    {
        var count = 0;
        for (var age = 0; age < Count && count < into.Length; age++)
        {
            ref readonly var judged = ref this[age];
            if (judged.Event.ReceiveTime >= from && (until.IsNone || judged.Event.ReceiveTime < until) && (kind == FeedEventKind.None || judged.Event.Kind == kind)
                && (marks == QualityMarks.None || (judged.Verdict.Marks & marks) != 0))
                into[count++] = judged;
        }

        into[..count].Reverse();
        return count;
    }
}
