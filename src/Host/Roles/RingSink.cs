using Rialto.Model.Markets;
using Rialto.Runtime.Rings;

namespace Rialto.Host.Roles;

/// <summary>
/// Lets the exchange write its events straight into the slots of the broadcast ring. Nothing of a command is published before all of it is written, so
/// that nobody reads half a command. One thread: whoever applies commands.
/// </summary>
internal struct RingSink(BroadcastRing<ExchangeEvent> ring) : IEventSink
{
    private bool _hasEvents;

    /// <inheritdoc/>
    public ref ExchangeEvent Claim()
    {
        _hasEvents = true;
        return ref ring.Claim();
    }

    /// <inheritdoc/>
    public void EndCommand()
    {
        if (!_hasEvents)
            return;
        _hasEvents = false;
        ring.LastClaimed.Flags |= EventFlags.LastOfCommand;
        // Quietly: whoever has the sequencer's duty sees to the fan-out after it.
        ring.PublishQuietly();
    }
}
