package io.countersign.standalone.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a person is told about one setting, and what holds when it is not set. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What it is for, in one sentence of the reference. */
  String value();

  /** The value when nobody sets one, as it would stand in the file. */
  String standard() default "";

  /** The smallest number allowed. */
  long min() default Long.MIN_VALUE;

  /** The largest number allowed. */
  long max() default Long.MAX_VALUE;
}
