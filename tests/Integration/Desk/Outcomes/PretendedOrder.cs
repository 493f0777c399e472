namespace Rialto.Integration.Desk.Outcomes;

/// <summary>An order at a pretended venue.</summary>
internal sealed class PretendedOrder
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Market { get; init; }

    public required bool Buys { get; init; }

    public required decimal Price { get; set; }

    public required decimal Size { get; set; }

    public decimal Filled { get; set; }

    /// <summary>live, filled, cancelled.</summary>
    public string State { get; set; } = "live";
}
