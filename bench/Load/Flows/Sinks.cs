using Rialto.Model.Markets;

namespace Rialto.Load.Flows;

/// <summary>Where the measured engine writes: a ring in cache, as in production, with nobody reading.</summary>
internal struct RingSink() : IEventSink
{
    private const int Mask = (1 << 12) - 1;
    private readonly ExchangeEvent[] _ring = new ExchangeEvent[Mask + 1];
    private long _claimed;

    public ref ExchangeEvent Claim() => ref _ring[(int)_claimed++ & Mask];

    public readonly void EndCommand()
    {
        if (_claimed != 0)
            _ring[(int)(_claimed - 1) & Mask].Flags |= EventFlags.LastOfCommand;
    }
}

/// <summary>Holds the events of one command until the next begins.</summary>
internal struct CommandSink() : IEventSink
{
    private ExchangeEvent[] _events = new ExchangeEvent[1 << 10];
    private int _count;
    private bool _ended = true;

    /// <summary>The events of the command applied last.</summary>
    public readonly ReadOnlySpan<ExchangeEvent> Events => _ended ? _events.AsSpan(0, _count) : default;

    public ref ExchangeEvent Claim()
    {
        if (_ended)
        {
            _ended = false;
            _count = 0;
        }
        if (_count == _events.Length)
            Array.Resize(ref _events, _count * 2);
        return ref _events[_count++];
    }

    public void EndCommand()
    {
        if (_ended)
            _count = 0;
        _ended = true;
    }
}
