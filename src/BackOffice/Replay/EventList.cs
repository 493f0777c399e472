using Rialto.Model.Markets;

namespace Rialto.BackOffice.Replay;

/// <summary>The events of one command, in memory that is used again for the next.</summary>
internal sealed class EventList
{
    private ExchangeEvent[] _events = new ExchangeEvent[64];
    private int _count;

    /// <summary>The events of the last command.</summary>
    public ReadOnlySpan<ExchangeEvent> All => _events.AsSpan(0, _count);

    public void Clear() => _count = 0;

    private ref ExchangeEvent Add()
    {
        if (_count == _events.Length)
            Array.Resize(ref _events, _count * 2);
        return ref _events[_count++];
    }

    private void MarkLast()
    {
        if (_count > 0)
            _events[_count - 1].Flags |= EventFlags.LastOfCommand;
    }

    /// <summary>Where the exchange writes them.</summary>
    public readonly struct Sink(EventList list) : IEventSink
    {
        /// <inheritdoc/>
        public ref ExchangeEvent Claim() => ref list.Add();

        /// <inheritdoc/>
        public void EndCommand() => list.MarkLast();
    }
}
