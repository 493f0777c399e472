namespace Rialto.Adapters.Connections;

/// <summary>How a budget stands.</summary>
/// <param name="Used">Weight taken within the window that ends now.</param>
/// <param name="ShutUntil">Until when nothing is given; <see cref="DateTimeOffset.MinValue"/> where it is open.</param>
public readonly record struct BudgetState(int Used, DateTimeOffset ShutUntil);
