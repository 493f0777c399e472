using System.Runtime.InteropServices;
using Rialto.Model.Markets;

namespace Rialto.Twins;

/// <summary>
/// Keeps events in memory. Slots are handed out full of noise, so that an engine that forgets to write a field is found out. Single-threaded.
/// </summary>
public sealed class EventLog : IEventSink
{
    private ExchangeEvent[] _events = new ExchangeEvent[64];
    private int _published;
    private int _claimed;

    /// <summary>How many events have been published since the last <see cref="Clear"/>.</summary>
    public int Count => _published;

    /// <summary>The published events, oldest first; valid until the log is written or cleared.</summary>
    public ReadOnlySpan<ExchangeEvent> Events => _events.AsSpan(0, _published);

    /// <summary>The published events as bytes, 128 each.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(Events);

    /// <inheritdoc/>
    public ref ExchangeEvent Claim()
    {
        if (_claimed == _events.Length)
            Array.Resize(ref _events, _events.Length * 2);
        MemoryMarshal.AsBytes(_events.AsSpan(_claimed, 1)).Fill(0xA5);
        return ref _events[_claimed++];
    }

    /// <inheritdoc/>
    public void EndCommand()
    {
        if (_claimed > _published)
            _events[_claimed - 1].Flags |= EventFlags.LastOfCommand;
        _published = _claimed;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _published = _claimed = 0;
}

/// <summary>An <see cref="EventLog"/> for engines that want their sink to be a struct.</summary>
/// <param name="Log">Where the events go.</param>
public readonly record struct EventLogSink(EventLog Log) : IEventSink
{
    /// <inheritdoc/>
    public ref ExchangeEvent Claim() => ref Log.Claim();

    /// <inheritdoc/>
    public void EndCommand() => Log.EndCommand();
}
