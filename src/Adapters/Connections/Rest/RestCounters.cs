namespace Rialto.Adapters.Connections;

/// <summary>What a <see cref="VenueRest"/> has done; read from any thread.</summary>
/// <param name="Requests">Requests sent.</param>
/// <param name="Failures">Of these, without a good answer.</param>
/// <param name="Refused">Requests not sent, because the weight or the venue's ban would have made them wait too long.</param>
/// <param name="Bans">Answers 429, 418, 403 and other words of the venue that stopped us for a while.</param>
/// <param name="Bytes">Bytes of bodies.</param>
/// <param name="Waiting">Requests that wait now.</param>
/// <param name="Used">Weight used within the window that ends now, by all processes that share the address.</param>
/// <param name="Limit">Weight allowed within the window.</param>
/// <param name="ShutUntil">Until when nothing is asked; <see cref="DateTimeOffset.MinValue"/> where the door is open.</param>
/// <param name="LastProblem">What went wrong the last time; empty where nothing has.</param>
public readonly record struct RestCounters(
    long Requests, long Failures, long Refused, long Bans, long Bytes, int Waiting, int Used, RateLimit Limit, DateTimeOffset ShutUntil, string LastProblem);
