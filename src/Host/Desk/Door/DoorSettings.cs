using System.Collections.Immutable;
using System.Net;

namespace Rialto.Host.Desk.Door;

/// <summary>Somebody who may act on a desk through its door.</summary>
/// <param name="Name">Stands in the desk's journal beside what he told it.</param>
/// <param name="Token">Who knows it is he.</param>
internal sealed record DoorOperator(string Name, string Token)
{
    /// <summary>What fits into a command's <c>Who</c>, with the way it came.</summary>
    public const int NameLengthMax = 28;

    /// <summary>Nobody guesses it.</summary>
    public const int TokenLengthMin = 24;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Where a desk's door is, and for whom.</summary>
/// <param name="Address">Loopback unless asked otherwise. Elsewhere reading needs a token too.</param>
/// <param name="Port">TCP port; zero lets the system choose.</param>
/// <param name="Operators">Who may act; with none a token is made at each start and kept in a file that only this user reads.</param>
internal sealed record DoorSettings(IPAddress Address, int Port, ImmutableArray<DoorOperator> Operators);
