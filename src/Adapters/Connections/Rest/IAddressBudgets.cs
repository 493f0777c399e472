namespace Rialto.Adapters.Connections;

/// <summary>
/// What this machine's address may still ask of venues: so much weight within a window, and nothing at all while a venue shuts it out. A budget is named by its key, for instance a host and
/// what is counted; whoever uses a key gives the same limit. What has no limit
/// (<see cref="RateLimit.None"/>) is always given. Any thread.
/// </summary>
public interface IAddressBudgets
{
    /// <summary>Takes weight from a budget.</summary>
    /// <param name="key">Which budget; one character or more, none of them zero.</param>
    /// <param name="limit">What it holds.</param>
    /// <param name="weight">How much, 1 or more; more than all counts as all.</param>
    /// <param name="wait">Where it was refused, how long until it may be there.</param>
    /// <returns>False where it is not there now.</returns>
    bool TryTake(string key, RateLimit limit, int weight, out TimeSpan wait);

    /// <summary>The venue counts more than we do (others use the address too): its count is taken. A smaller count changes nothing.</summary>
    void Correct(string key, RateLimit limit, int used);

    /// <summary>Nothing is taken before that time. An earlier one than known changes nothing.</summary>
    void ShutUntil(string key, RateLimit limit, DateTimeOffset until);

    /// <summary>How a budget stands.</summary>
    BudgetState StateOf(string key, RateLimit limit);
}
