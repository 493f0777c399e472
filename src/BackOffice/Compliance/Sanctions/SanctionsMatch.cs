namespace Rialto.BackOffice.Compliance.Sanctions;

/// <summary>A party of the list whose name, or one of whose names, is like the one asked for.</summary>
/// <param name="Party">Who.</param>
/// <param name="Name">Which of its names is most like it.</param>
/// <param name="Score">0 to 100; 100 is the same name.</param>
/// <param name="BirthYearDiffers">A birth year was given, the list has some, and none lies within two years of it. It tells a person apart; it never hides one.</param>
public sealed record SanctionsMatch(SanctionedParty Party, SanctionedName Name, int Score, bool BirthYearDiffers);
