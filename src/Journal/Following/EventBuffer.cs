using Rialto.Model.Markets;

namespace Rialto.Journal.Following;

/// <summary>Keeps the events of one command together, for replays that show them to somebody. One thread.</summary>
public sealed class EventBuffer
{
    private ExchangeEvent[] _events = new ExchangeEvent[64];
    private int _count;
    private bool _isComplete;

    /// <summary>Events of the last command; valid until the next begins.</summary>
    public ReadOnlySpan<ExchangeEvent> Events => _events.AsSpan(0, _isComplete ? _count : 0);

    /// <summary>The next slot. Its content is whatever was there before.</summary>
    public ref ExchangeEvent Claim()
    {
        if (_isComplete)
            Clear();
        if (_count == _events.Length)
            Array.Resize(ref _events, _count * 2);
        return ref _events[_count++];
    }

    /// <summary>The command is done.</summary>
    public void EndCommand()
    {
        if (_isComplete)
            _count = 0; // it had none
        if (_count > 0)
            _events[_count - 1].Flags |= EventFlags.LastOfCommand;
        _isComplete = true;
    }

    private void Clear()
    {
        _count = 0;
        _isComplete = false;
    }
}

/// <summary>The same as a sink for a state machine.</summary>
/// <param name="Buffer">Where the events go.</param>
public readonly record struct EventBufferSink(EventBuffer Buffer) : IEventSink
{
    /// <inheritdoc/>
    public ref ExchangeEvent Claim() => ref Buffer.Claim();

    /// <inheritdoc/>
    public void EndCommand() => Buffer.EndCommand();
}
