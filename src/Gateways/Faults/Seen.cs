namespace Rialto.Gateways.Faults;

/// <summary>Something a client did at a door, or was shown there, in the moment it was seen there. Immutable.</summary>
/// <param name="Seconds">Since the watch began.</param>
/// <param name="Door">Where.</param>
/// <param name="Session">The connection's number at that door; of REST 0.</param>
/// <param name="Key">The API key it names; empty where it names none.</param>
/// <param name="Kind">What it did.</param>
/// <param name="Text">The request in one line, without secrets and signatures.</param>
/// <param name="Fault">The fault that it met on its way in; null: none.</param>
public sealed record Seen(double Seconds, FaultDoor Door, long Session, string Key, SeenKind Kind, string Text, FaultKind? Fault)
{
    /// <summary>The client's name of the order that it names, whole; empty where it names none.</summary>
    public string ClientOrderId { get; init; } = string.Empty;
}

/// <summary>A fault that happened.</summary>
/// <param name="Seconds">Since the watch began.</param>
/// <param name="Door">Where.</param>
/// <param name="Session">The connection's number at that door; of REST 0.</param>
/// <param name="Key">Whom it met; empty where that is not known.</param>
/// <param name="Fault">What.</param>
/// <param name="Text">What it did to which message.</param>
public sealed record Injected(double Seconds, FaultDoor Door, long Session, string Key, Fault Fault, string Text)
{
    /// <summary>The client's name of the order whose request or answer it met, whole; empty where that is not known.</summary>
    public string ClientOrderId { get; init; } = string.Empty;

    /// <summary>The exchange's number of that order; 0 where that is not known.</summary>
    public long OrderId { get; init; }
}

/// <summary>The order that a message is about; what is not known is null or 0.</summary>
/// <param name="ClientOrderId">The client's name for it, whole.</param>
/// <param name="OrderId">The exchange's number.</param>
internal readonly record struct NamedOrder(string? ClientOrderId, long OrderId);

/// <summary>Hears what passes the doors while faults are injected. Any thread; must not wait.</summary>
public interface IFaultWitness
{
    /// <summary>A client did something.</summary>
    void OnSeen(Seen seen);

    /// <summary>A fault happened.</summary>
    void OnInjected(Injected injected);
}
