namespace Rialto.Gateways.Faults;

/// <summary>Something a client did at a door, in the moment it was seen there. Immutable.</summary>
/// <param name="Seconds">Since the watch began.</param>
/// <param name="Door">Where.</param>
/// <param name="Session">The connection's number at that door; of REST 0.</param>
/// <param name="Key">The API key it names; empty where it names none.</param>
/// <param name="Kind">What it did.</param>
/// <param name="Text">The request in one line, without secrets and signatures.</param>
/// <param name="Fault">The fault that it met on its way in; null: none.</param>
public sealed record Seen(double Seconds, FaultDoor Door, long Session, string Key, SeenKind Kind, string Text, FaultKind? Fault);

/// <summary>A fault that happened.</summary>
/// <param name="Seconds">Since the watch began.</param>
/// <param name="Door">Where.</param>
/// <param name="Session">The connection's number at that door; of REST 0.</param>
/// <param name="Key">Whom it met; empty where that is not known.</param>
/// <param name="Fault">What.</param>
/// <param name="Text">What it did to which message.</param>
public sealed record Injected(double Seconds, FaultDoor Door, long Session, string Key, Fault Fault, string Text);

/// <summary>Hears what passes the doors while faults are injected. Any thread; must not wait.</summary>
public interface IFaultWitness
{
    /// <summary>A client did something.</summary>
    void OnSeen(Seen seen);

    /// <summary>A fault happened.</summary>
    void OnInjected(Injected injected);
}
