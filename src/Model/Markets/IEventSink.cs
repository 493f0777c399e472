namespace Rialto.Model.Markets;

/// <summary>
/// Where a state machine writes its events. Implemented by structs, so that the calls are direct; single-threaded.
/// </summary>
public interface IEventSink
{
    /// <summary>The next slot. Its content is whatever was there before: write all of it. Valid until the next call.</summary>
    ref ExchangeEvent Claim();

    /// <summary>
    /// The command is done: marks the last claimed slot <see cref="EventFlags.LastOfCommand"/> and publishes. A command may have had no event.
    /// </summary>
    void EndCommand();
}
